import { ManagerPodOptions } from '../../options/manager-pods';
import { Settings } from '../settings';
import { placementRules } from './placement';
import { given, rule, Rule } from './rule';
import { isImage } from './syntax';

/** Image and placement of one kind of pods that manage. */
export function managerPodRules(kind: string, options: (settings: Settings) => ManagerPodOptions): Rule[] {
  const image = rule<string>({
    of: (settings) => given(options(settings).image?.image),
    refused: (text) => !isImage(text),
    what: `${kind}: image`,
    allowed: 'an image such as "registry.example.com/redis:8.0"',
    change: 'write registry, name and tag as a container runtime reads them',
  });
  return [image, ...placementRules(`${kind}: `, options)];
}
