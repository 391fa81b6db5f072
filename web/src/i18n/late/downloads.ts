import { addTexts } from '..';
import { downloads } from '../en/downloads';

addTexts(downloads);
