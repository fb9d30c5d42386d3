// What the demonstration's thief holds, read from his files alone: who is in it, and whether anything is in it that a
// press must never get. The office's records play no part in it, so that they can be checked against it.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/field.h"
#include "card/invented.h"
#include "office/office.h"

namespace tipstaff::app {

struct Loot {
  std::map<std::string, FieldSet> people;  // by warrant number: the fields that were found in the files
  std::uint64_t pay_values = 0;            // pay numbers found in bytes or text
  std::uint64_t vetting_values = 0;
  std::uint64_t metadata = 0;  // files with Exif, XMP or GPS data
};

// Every PDF in the folders: its text, its pictures' bytes, its raw bytes. Errors: kInvalid for a card that cannot be
// read.
Result<Loot> examine_loot(const std::filesystem::path& pulled, const std::filesystem::path& found_on_disk,
                          const std::vector<card::InventedPerson>& people);

// Person × field in the loot that an exposure answer (its JSON) calls excluded.
Result<std::uint64_t> outside_of(const boost::json::object& exposure, const Loot& loot, office::Office& office);

}  // namespace tipstaff::app
