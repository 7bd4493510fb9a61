/**
 * Characters people type instead of TeX, and the TeX they stand for. Letters of other alphabets
 * that need no command (Q, あ) are not listed; mathematical alphabets (𝐐) are folded by
 * compatibility normalisation.
 */
const greek =
  'α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu µ mu ν nu ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega ℓ ell ∂ partial ∇ nabla';
const operators =
  '· cdot ⋅ cdot ∙ cdot ・ cdot • cdot × times ÷ div ∗ ast ⊙ odot ∘ circ ⊗ otimes ⊕ oplus ± pm ∓ mp ≤ leq ≥ geq ≠ neq ≈ approx ≒ approx ≡ equiv ∼ sim ∝ propto ∈ in ∉ notin ← leftarrow → to ⇒ Rightarrow ↦ mapsto ≜ triangleq ∞ infty √ sqrt ∑ sum ∏ prod ∫ int … dots ⋯ cdots ⋮ vdots ⋱ ddots ‖ Vert ∥ Vert ∣ mid ⊤ top ⊺ intercal ′ prime ″ dprime ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ℝ reals ∀ forall ∃ exists ⊂ subset ⊆ subseteq ≃ simeq ≅ cong ≪ ll ≫ gg ≦ leq ≧ geq ⩽ leq ⩾ geq ≐ doteq ≔ coloneqq → to ⟶ longrightarrow ⟵ longleftarrow ⟹ Longrightarrow ⟺ Longleftrightarrow ⇔ Leftrightarrow ↔ leftrightarrow ∪ cup ∩ cap ∖ setminus ∧ wedge ∨ vee ⊔ sqcup ⊓ sqcap ¬ neg ∅ emptyset ⊥ bot ∴ therefore ∵ because ⋆ star ★ star ⨂ bigotimes ⨁ bigoplus ⊖ ominus ⊞ boxplus ⊠ boxtimes ⊘ oslash ℏ hbar ℵ aleph ϖ varpi ϱ varrho ∎ blacksquare † dagger ‡ ddagger';

const pairs = (list: string): [string, string][] => {
  const words = list.split(' ');
  return words.flatMap((w, i): [string, string][] =>
    i % 2 === 0 ? [[w, words[i + 1] ?? '']] : [],
  );
};

/** Character → command name without backslash. */
export const commandOf: ReadonlyMap<string, string> = new Map([
  ...pairs(greek),
  ...pairs(operators),
]);

/** Mark over the letter before it → the command that sets it. */
export const accentOf: ReadonlyMap<string, string> = new Map([
  ['\u0302', 'hat'],
  ['\u0304', 'bar'],
  ['\u0305', 'bar'],
  ['\u0303', 'tilde'],
  ['\u0307', 'dot'],
  ['\u0308', 'ddot'],
  ['\u20d7', 'vec'],
]);

/** Character → the symbol it is drawn like. */
export const plainOf: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['‐', '-'],
  ['‑', '-'],
  ['–', '-'],
  ['∕', '/'],
  ['⁄', '/'],
  ['’', "'"],
  ['、', ','],
  ['，', ','],
  ['；', ';'],
  ['：', ':'],
  ['（', '('],
  ['）', ')'],
  ['［', '['],
  ['］', ']'],
  ['【', '['],
  ['】', ']'],
  ['｛', '\\{'],
  ['｝', '\\}'],
  ['．', '.'],
  ['「', '"'],
  ['」', '"'],
]);

const raised =
  '⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻-⁽(⁾)ⁿnⁱiᵀTᴷKᵠQⱽVᴼOᴴHᴺNᵈdᵏkᵗtʰhʲjˡlᵐmᵃaᵇbᶜcᵉeᶠfᵍgᵒoᵖpʳrˢsᵘuᵛvʷwˣxʸyᶻzᴬAᴮBᴰDᴱEᴳGᴵIᴶJᴸLᴹMᴾPᴿRᵁUᵂWᐟ/⁼=';
const lowered = '₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋-₍(₎)ₐaₑeₕhᵢiⱼjₖkₗlₘmₙnₒoₚpᵣrₛsₜtᵤuᵥvₓx₌=';

const scriptMap = (list: string): ReadonlyMap<string, string> => {
  const chars = [...list];
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < chars.length; i += 2) map.set(chars[i] ?? '', chars[i + 1] ?? '');
  return map;
};

/** `ᵀ` → `T`, and so on. */
export const superscriptOf = scriptMap(raised);
/** `ₖ` → `k`, and so on. */
export const subscriptOf = scriptMap(lowered);
