// Any bytes as a CSV file, each value then checked as a field.
#include "roll/csv.h"
#include "roll/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff;
  auto reader = roll::CsvReader::open(roll::csv_bytes({data, size}));
  if (!reader) return 0;
  roll::Mapping::guess(reader->headings());
  for (auto row = reader->next(); row && *row; row = reader->next())
    for (const std::string_view value : (*row)->fields) roll::fault_in_value(Field::kSurname, value);
  return 0;
}
