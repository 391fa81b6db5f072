import { addTexts } from '..';
import { offline } from '../en/offline';

addTexts(offline);
