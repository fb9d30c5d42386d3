// The answer of ‘find --whose’ in words or JSON.
#pragma once

#include "app/context.h"
#include "office/whose.h"

namespace tipstaff::app {

void print_whose(Context& context, const office::WhoseCopy& answer);

}  // namespace tipstaff::app
