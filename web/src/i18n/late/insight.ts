import { addTexts } from '..';
import { insight } from '../en/insight';

addTexts(insight);
