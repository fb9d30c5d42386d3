// What comments say of where a file comes from: the program that made it, whose it is, under which licence. Known by
// their whole form, sentence by sentence: somebody's words with “licence” among them are none.
#pragma once

#include <string>
#include <string_view>

namespace tipstaff::document {

// What it says besides, in its order, without addresses on the web; empty: nothing.
std::string besides_origin(std::string_view comment);

}  // namespace tipstaff::document
