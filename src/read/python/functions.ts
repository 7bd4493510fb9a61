import { joinObjects } from './join.js';
import { rememberMethod } from './made.js';
import { environment, none, type Call, type FunctionObject, type PyObject } from './objects.js';
import { exhausted, scopeRecord, type Frame, type Reader } from './reader.js';
import { switchGradients, withoutGradients } from './gradients.js';
import { believeArguments, believeResult } from './shapeComments.js';
import { subscript } from './subscript.js';
import { unreadCall } from './unread.js';

/** Calls deeper than this are not read. */
const maxDepth = 24;

/** Arguments by parameter name; undefined where they do not fit. */
function bind(r: Reader, fn: FunctionObject, call: Call): Map<string, PyObject> | undefined {
  const bound = new Map<string, PyObject>();
  const keywords = new Map(call.keywords);
  let next = 0;
  for (const param of fn.params) {
    switch (param.kind) {
      case 'star':
        bound.set(param.name, { type: 'tuple', items: call.args.slice(next).map((a) => a.value) });
        next = call.args.length;
        break;
      case 'doubleStar': {
        const rest = [...keywords].map(([k, v]) => [k, v.value] as const);
        bound.set(param.name, { type: 'dict', entries: new Map(rest) });
        keywords.clear();
        break;
      }
      case 'plain':
      case 'keywordOnly': {
        const named = keywords.get(param.name);
        keywords.delete(param.name);
        const value =
          param.kind === 'plain' && next < call.args.length
            ? call.args[next++]?.value
            : named?.value;
        const given = value ?? fn.defaults.get(param.name) ?? spreadArgument(r, call, param.name);
        if (given === undefined) return undefined;
        bound.set(param.name, given);
        break;
      }
      default:
        param.kind satisfies never;
    }
  }
  return next < call.args.length || keywords.size > 0 ? undefined : bound;
}

/** What `**settings` gives a parameter, where the dictionary is not known. */
function spreadArgument(r: Reader, call: Call, name: string): PyObject | undefined {
  const [from] = call.spread ?? [];
  if (from === undefined) return undefined;
  return subscript(r, from, { type: 'string', value: name }, { span: call.span });
}

/** Runs a function of the text with these arguments. */
export function callFunction(r: Reader, fn: FunctionObject, call: Call): PyObject {
  const closed = call.partial && (call.spread?.length ?? 0) === 0;
  const bound = closed || r.frame.depth >= maxDepth ? undefined : bind(r, fn, call);
  if (bound === undefined) return unreadCall(r, call);
  const run = { kind: 'call', span: call.span, name: fn.qualifiedName } as const;
  return r.builder.during(run, () =>
    fn.generator
      ? (runGenerator(r, fn, bound) ?? unreadCall(r, call))
      : runFunction(r, fn, bound, r.frame.symbolic),
  );
}

/** What a generator gives, as a list that is handed out once. */
function runGenerator(
  r: Reader,
  fn: FunctionObject,
  bound: ReadonlyMap<string, PyObject>,
): PyObject | undefined {
  const yields = { items: [], lost: false };
  const steps = r.problems.length;
  runFunction(r, fn, bound, r.frame.symbolic, yields);
  // A loop that was cut short has more to give.
  const cut = r.problems.slice(steps).some((p) => p.code === 'code-cut');
  return yields.lost || cut || exhausted(r)
    ? undefined
    : { type: 'list', items: yields.items, once: true };
}

/** The body with parameters bound; what it returns. */
export function runFunction(
  r: Reader,
  fn: FunctionObject,
  bound: ReadonlyMap<string, PyObject>,
  symbolic: boolean,
  yields?: Frame['yields'],
): PyObject {
  const outer = r.frame;
  const inner = environment(fn.closure);
  for (const [name, value] of bound) inner.variables.set(name, value);
  const lambda = 'kind' in fn.body;
  const first = fn.params[0];
  const self = first === undefined ? undefined : bound.get(first.name);
  const frame: Frame = {
    environment: inner,
    scope: lambda ? outer.scope : scopeRecord(r, fn.qualifiedName, 'function', fn.span),
    statement: lambda ? outer.statement : fn.span,
    symbolic,
    depth: outer.depth + 1,
    returns: [],
    function: fn,
    ...(fn.owner !== undefined && self?.type === 'instance' ? { self } : {}),
    uncertain: 0,
    ...(yields === undefined ? {} : { yields }),
  };
  r.frame = frame;
  r.visited.add(fn.body);
  for (const param of fn.params) {
    const value = bound.get(param.name);
    if (value?.type === 'tensor') r.builder.mention(param.span, value.id);
    else if (value?.type === 'unknown' && value.tensor === undefined && value.span !== param.span) {
      (value.mentions ??= []).push(param.span);
    }
  }
  believeArguments(r, fn);
  const leave = fn.noGradient === true ? switchGradients(r, false, fn.span) : undefined;
  const from = r.builder.size;
  const given = 'kind' in fn.body ? r.evaluate(r, fn.body) : bodyResult(r, fn.body, frame);
  leave?.();
  const result = leave === undefined ? given : withoutGradients(r, from, fn.span, given);
  r.frame = outer;
  believeResult(r, fn, result);
  rememberMethod(r, fn, result);
  return result;
}

function bodyResult(r: Reader, body: Parameters<Reader['run']>[1], frame: Frame): PyObject {
  const completion = r.run(r, body);
  const last = completion.kind === 'return' ? completion.value : none;
  const all = frame.returns;
  if (all.length === 0) return last;
  // A run with inputs of nobody's choosing goes on with one of the ways through.
  if (frame.symbolic && completion.kind === 'return') return last;
  if (frame.symbolic) return all[all.length - 1] ?? last;
  return all.reduce((a, b) => joinObjects(r, a, b, { span: frame.statement }), last);
}
