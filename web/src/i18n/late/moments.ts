import { addTexts } from '..';
import { moments } from '../en/moments';

addTexts(moments);
