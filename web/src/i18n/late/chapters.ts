import { addTexts } from '..';
import { chapters } from '../en/chapters';

addTexts(chapters);
