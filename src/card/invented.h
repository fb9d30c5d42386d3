// Invented people for the demonstration, tests and benchmarks: deterministic from a seed, with names in about the
// frequencies of a large British force, its pyramid of ranks, and drawn portraits. Nobody here exists; places,
// telephone numbers and mail domains are reserved or made up. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/progress.h"
#include "base/result.h"

namespace tipstaff::card {

// How the portrait looks; each is drawn from the ranges that invented_portrait.cc knows.
struct Look {
  std::uint64_t seed = 0;
  int skin = 0;  // 0 light to 7 dark
  bool woman = false;
  bool turban = false, headscarf = false;
  bool officer = false;  // in uniform
  int age = 40;
};

struct InventedPerson {
  std::string surname, forenames, rank, unit, location, warrant_number, pay_number, vetting_level, email;
  bool is_protected = false;  // about 1 %
  bool notice_risk = false;   // about 0.3 %
  Look look;
};

// Person number `index` of the force that `seed` names; the same whatever the size of the force. Warrant and pay
// numbers are unique up to 900,000 people. 0 is the Chief Constable.
InventedPerson invent_person(std::uint64_t index, std::uint64_t seed);
std::vector<InventedPerson> invent_people(std::uint64_t count, std::uint64_t seed);

// A drawn portrait, 600 × 750, as a camera would have written it: a JPEG with Exif that names a GPS position (in the
// North Sea), so that its removal can be shown.
Bytes draw_portrait(const Look& look);

// people.csv as an HR system exports it (RFC 4180, UTF-8), headed
// surname,forenames,rank,unit,location,warrant number,pay number,vetting level,email,protected,notice risk.
std::string roll_as_csv(const std::vector<InventedPerson>& people);

// DIR/people.csv and DIR/photos/WARRANT.jpg for `count` people, on all processors; people of the same description share
// eight portraits. Errors: kStorage.
Result<void> write_roll(const std::filesystem::path& dir, std::uint64_t count, std::uint64_t seed,
                        const Progress& progress);

}  // namespace tipstaff::card
