export { type Shuffled } from './bounded.js';
export { type ChoiceOptions } from './numpyChoice.js';
export {
  isNumpyLegacySeed,
  numpyRandomState,
  type NumpyLegacyState,
  type NumpyRandomState,
} from './numpyLegacy.js';
export { isNumpySeed, numpyGenerator, type NumpyGenerator } from './numpyGenerator.js';
