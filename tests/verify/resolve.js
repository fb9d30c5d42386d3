// @ldclabs/cose-ts is written for bundlers: its files name each other without ‘.js’, which Node demands.
import { register } from 'node:module'

const hook = `export async function resolve(name, context, next) {
  const bare = name.startsWith('./') && !/\\.[a-z]+$/.test(name) && context.parentURL?.includes('/cose-ts/')
  return next(bare ? name + '.js' : name, context)
}`
register('data:text/javascript,' + encodeURIComponent(hook))
