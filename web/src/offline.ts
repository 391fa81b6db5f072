/** The page of a recording that was taken along. `class.js` beside it has what it shows. */

import { mount } from 'svelte';
import { direction, language } from './i18n';
import type { OfflineClass } from './protocol/generated';
import './style/base.css';
import OfflinePage from './ui/offline/OfflinePage.svelte';

document.documentElement.lang = language;
document.documentElement.dir = direction;
const told = (globalThis as { meridianClass?: OfflineClass }).meridianClass;
mount(OfflinePage, { target: document.getElementById('app')!, props: { told } });
