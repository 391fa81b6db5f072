import { addTexts } from '..';
import { thrift } from '../en/thrift';

addTexts(thrift);
