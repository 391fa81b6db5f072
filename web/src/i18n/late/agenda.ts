import { addTexts } from '..';
import { agenda } from '../en/agenda';

addTexts(agenda);
