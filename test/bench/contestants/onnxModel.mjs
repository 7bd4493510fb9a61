/**
 * Attention of one head as an ONNX model, written byte by byte: the few fields of onnx.proto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that it takes, named beside their numbers.
 * Scores and weights are outputs of the graph too, so that the runtime keeps every step.
 */
function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** A field of variable length: a message, a string or packed numbers. */
const field = (number, bytes) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const integer = (number, value) => [...varint(number * 8), ...varint(value)];
const string = (number, text) => field(number, Buffer.from(text));

const floatType = 1;
const integersType = 7;

/** AttributeProto { name: 1, ints: 8, type: 20 } */
const integers = (name, values) => [
  ...string(1, name),
  ...values.flatMap((value) => integer(8, value)),
  ...integer(20, integersType),
];

/** GraphProto.node: 1 of NodeProto { input: 1, output: 2, op_type: 4, attribute: 5 } */
const node = (type, inputs, outputs, attributes = []) =>
  field(1, [
    ...inputs.flatMap((name) => string(1, name)),
    ...outputs.flatMap((name) => string(2, name)),
    ...string(4, type),
    ...attributes.flatMap((attribute) => field(5, attribute)),
  ]);

/** GraphProto.initializer: 5 of TensorProto { data_type: 2, name: 8, raw_data: 9 }, of shape [] */
const scalar = (name, value) =>
  field(5, [
    ...integer(2, floatType),
    ...string(8, name),
    ...field(9, new Uint8Array(new Float32Array([value]).buffer)),
  ]);

/** ValueInfoProto { name: 1, type: 2 { tensor_type: 1 { elem_type: 1 } } }; shapes are left open. */
const floats = (number, name) =>
  field(number, [...string(1, name), ...field(2, field(1, integer(1, floatType)))]);

/** softmax(q kᵀ / √d) v; inputs q, k, v of shape [n, d], outputs scores, weights, output. */
export function attentionModel(d) {
  const graph = [
    ...node('Transpose', ['k'], ['keyTransposed'], [integers('perm', [1, 0])]),
    ...node('MatMul', ['q', 'keyTransposed'], ['products']),
    ...node('Mul', ['products', 'scale'], ['scores']),
    ...node('Softmax', ['scores'], ['weights']),
    ...node('MatMul', ['weights', 'v'], ['output']),
    ...string(2, 'attention'),
    ...scalar('scale', 1 / Math.sqrt(d)),
    ...['q', 'k', 'v'].flatMap((name) => floats(11, name)),
    ...['scores', 'weights', 'output'].flatMap((name) => floats(12, name)),
  ];
  // ModelProto { ir_version: 1, graph: 7, opset_import: 8 { version: 2 } }
  return new Uint8Array([...integer(1, 8), ...field(8, integer(2, 17)), ...field(7, graph)]);
}
