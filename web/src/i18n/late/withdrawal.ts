import { addTexts } from '..';
import { withdrawal } from '../en/withdrawal';

addTexts(withdrawal);
