import { addTexts } from '..';
import { takes } from '../en/takes';

addTexts(takes);
