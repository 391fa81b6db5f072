import { mount } from 'svelte';
import App from './App.svelte';
import { direction, language } from './i18n';
import { router } from './router';
import './style/base.css';
import { sayUncaughtFaults } from './ui/pages/faults';

document.documentElement.lang = language;
document.documentElement.dir = direction;
sayUncaughtFaults();
router.start();
mount(App, { target: document.getElementById('app')! });
