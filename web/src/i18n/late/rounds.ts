import { addTexts } from '..';
import { rounds } from '../en/rounds';

addTexts(rounds);
