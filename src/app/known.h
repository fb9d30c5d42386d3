// What a file that a search came upon is on record as (office/known_copies.h), over one or several stores.
#pragma once

#include <boost/json.hpp>
#include <filesystem>

#include "document/observation.h"
#include "office/known_copies.h"

namespace tipstaff::app {

class Known {
 public:
  struct Answer {
    std::string part{};     // a file inside the file: "old.zip › staff.csv"
    std::string words{};    // empty: nothing is known of it
    bool recorded = false;  // it is a copy in custody,
    bool gone = false;      // of which the record has the end
    bool sealed =
        false;  // it holds people whom its bytes do not show; also of a backup or roll index that is on no record
  };

  void add(office::KnownCopies copies) { all_.push_back(std::move(copies)); }
  bool register_told() const;  // of any of the stores
  bool custody_told() const;
  // `sha256`: all zero where the file is too large to be hashed. Reads the file's beginning, and parses nothing of it
  // (law 10).
  Answer of(const std::filesystem::path& file, const Hash& sha256) const;
  // Of files inside a file, those of which something is known.
  std::vector<Answer> of(const std::vector<document::InnerFile>& files) const;

 private:
  Answer of(const std::string& hash, const std::string& beginning) const;
  std::vector<office::KnownCopies> all_;
};

// As it passes from a server to a search.
boost::json::object known_as_json(const office::KnownCopies& known);
// Errors: kInvalid.
Result<office::KnownCopies> known_from_json(const boost::json::value& value);

}  // namespace tipstaff::app
