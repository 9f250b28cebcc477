import { ENGINE_FAMILIES } from '../options/engine-versions';
import { Settings } from './settings';

/** The folder all of whose modules are loaded, if there is one. */
export function moduleFolder({ modules, engine }: Settings): string | undefined {
  return modules.fromImage ? (modules.folder ?? ENGINE_FAMILIES[engine.family].moduleFolder) : undefined;
}

/** Whether any module is loaded, with directives of its own. */
export function hasModules({ modules }: Settings): boolean {
  return modules.fromImage || modules.modules.length > 0;
}
