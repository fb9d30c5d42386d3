#include "card/invented.h"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <thread>
#include <tuple>

#include "base/files.h"
#include "card/dice.h"
#include "card/invented_names.h"

namespace tipstaff::card {
namespace {

constexpr std::uint64_t kNumbers = 900'000;

const NameGroup& pick_group(Dice& dice) {
  int at = dice.below(1000);
  for (const NameGroup& group : name_groups()) {
    if (at < group.per_mille) return group;
    at -= group.per_mille;
  }
  return name_groups().front();
}

// The commonest names are many times as frequent as the rarest, roughly by Zipf's law.
std::string pick_name(Dice& dice, std::span<const std::string_view> names) {
  const double top = std::log(double(names.size()) + 1);
  const auto at = static_cast<std::size_t>(std::exp(dice.unit() * top)) - 1;
  return std::string(names[std::min(at, names.size() - 1)]);
}

std::string pick(Dice& dice, std::span<const Share> shares) {
  int total = 0;
  for (const Share& share : shares) total += share.weight;
  int at = dice.below(total);
  for (const Share& share : shares) {
    if (at < share.weight) return std::string(share.text);
    at -= share.weight;
  }
  return std::string(shares.front().text);
}

enum class Kind { kOfficer, kStaff, kSpecial };

std::string pick_rank(Dice& dice, Kind kind, std::uint64_t index, const std::string& unit) {
  if (index == 0) return "Chief Constable";
  if (index == 1) return "Deputy Chief Constable";
  if (index <= 4) return "Assistant Chief Constable";
  if (kind == Kind::kStaff) return pick(dice, staff_grades());
  if (kind == Kind::kSpecial) return dice.chance(0.1) ? "Special Sergeant" : "Special Constable";
  std::string rank = pick(dice, officer_ranks());
  const bool detective = unit == "Criminal Investigation" || unit == "Major Crime" || unit == "Economic Crime" ||
                         unit == "Public Protection" || unit == "Safeguarding";
  if (!detective) return rank;
  return "Detective " + (rank == "Police Constable" ? "Constable" : rank);
}

std::string pick_vetting(Dice& dice, const InventedPerson& person, Kind kind) {
  if (person.is_protected) return "Developed Vetting (DV)";
  const double at = dice.unit();
  if (kind == Kind::kStaff && at < 0.35) return "Non-Police Personnel Vetting level 2 (NPPV2)";
  if (at < 0.72) return "Recruitment Vetting (RV)";
  if (at < 0.86) return "Management Vetting (MV)";
  if (at < 0.95) return "Counter-Terrorist Check (CTC)";
  return at < 0.99 ? "Security Check (SC)" : "Developed Vetting (DV)";
}

std::string ascii_letters(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80)
      out += static_cast<char>(std::tolower(c));
  return out;
}

std::string quoted(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

InventedPerson invent_person(std::uint64_t index, std::uint64_t seed) {
  Dice dice(seed, index);
  InventedPerson out;
  const double at = index <= 4 ? 0 : dice.unit();
  const Kind kind = at < 0.63 ? Kind::kOfficer : at < 0.96 ? Kind::kStaff : Kind::kSpecial;
  const NameGroup& group = pick_group(dice);
  out.look = {dice.next(),
              group.lightest + dice.below(group.darkest - group.lightest + 1),
              dice.chance(kind == Kind::kStaff ? 0.6 : 0.36),
              false,
              false,
              kind != Kind::kStaff,
              20 + dice.below(42)};
  const auto first_names = out.look.woman ? group.women : group.men;
  out.forenames = pick_name(dice, first_names);
  if (const std::string middle = pick_name(dice, first_names); dice.chance(0.45) && middle != out.forenames)
    out.forenames += " " + middle;
  out.surname = pick_name(dice, group.surnames);
  if (dice.chance(0.012)) {
    const std::string second = pick_name(dice, group.surnames);
    if (second != out.surname && second.find_first_of(" -") == std::string::npos) out.surname += "-" + second;
  }
  out.look.turban = !out.look.woman && dice.below(100) < group.turban_per_cent;
  out.look.headscarf = out.look.woman && dice.below(100) < group.headscarf_per_cent;
  out.unit = index <= 4 ? "Chief Officers" : pick(dice, kind == Kind::kStaff ? staff_units() : officer_units());
  out.rank = pick_rank(dice, kind, index, out.unit);
  out.location = pick(dice, places());
  out.is_protected = index > 4 && dice.chance(0.01);
  out.notice_risk = index > 4 && dice.chance(0.003);
  // Steps that share no factor with the modulus visit every number once.
  const std::uint64_t number = 100'000 + (index * 617'713 + seed % kNumbers) % kNumbers;
  out.warrant_number = fmt::format("{}{}", kind == Kind::kStaff ? "S" : "NM", number);
  out.pay_number = fmt::format("{}", 20'000'000 + (index * 7'654'321 + seed % 9'999'991) % 9'999'991);
  out.vetting_level = pick_vetting(dice, out, kind);
  out.email = fmt::format("{}.{}{}@northmoor.example", ascii_letters(out.forenames.substr(0, out.forenames.find(' '))),
                          ascii_letters(out.surname), index + 1);
  return out;
}

std::vector<InventedPerson> invent_people(std::uint64_t count, std::uint64_t seed) {
  std::vector<InventedPerson> out;
  out.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(invent_person(i, seed));
  return out;
}

std::string roll_as_csv(const std::vector<InventedPerson>& people) {
  std::string out =
      "surname,forenames,rank,unit,location,warrant number,pay number,vetting level,email,protected,notice risk\r\n";
  for (const InventedPerson& p : people) {
    for (const std::string* value : {&p.surname, &p.forenames, &p.rank, &p.unit, &p.location, &p.warrant_number,
                                     &p.pay_number, &p.vetting_level, &p.email})
      out += quoted(*value) + ",";
    out += fmt::format("{},{}\r\n", p.is_protected ? "yes" : "no", p.notice_risk ? "yes" : "no");
  }
  return out;
}

namespace {

Result<void> write_plainly(const std::filesystem::path& path, ByteView content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return fail(storage_error("cannot write", path, errno));
  return {};
}

}  // namespace

namespace {

// A large force shares faces: people who look alike in everything that is drawn from their description get one of eight
// portraits, so that a roll of any size is drawn in seconds. Thread-safe.
class PortraitShelf {
 public:
  Bytes portrait(const Look& look) {
    const Key key{look.skin,
                  look.woman,
                  look.turban,
                  look.headscarf,
                  look.officer,
                  look.age / 10,
                  static_cast<int>(look.seed % 8)};
    {
      const std::lock_guard hold(mutex_);
      if (const auto found = drawn_.find(key); found != drawn_.end()) return found->second;
    }
    Bytes fresh = draw_portrait(look);
    const std::lock_guard hold(mutex_);
    return drawn_.try_emplace(key, std::move(fresh)).first->second;
  }

 private:
  using Key = std::tuple<int, bool, bool, bool, bool, int, int>;
  std::mutex mutex_;
  std::map<Key, Bytes> drawn_;
};

}  // namespace

Result<void> write_roll(const std::filesystem::path& dir, std::uint64_t count, std::uint64_t seed,
                        const Progress& progress) {
  std::error_code trouble;
  std::filesystem::create_directories(dir / "photos", trouble);
  if (trouble) return fail(storage_error("cannot make", dir / "photos", trouble.value()));
  const std::vector<InventedPerson> people = invent_people(count, seed);
  TRY(write_plainly(dir / "people.csv", as_bytes(roll_as_csv(people))));
  std::atomic<std::uint64_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::optional<Error> error;
  std::mutex guard;
  PortraitShelf shelf;
  const auto work = [&] {
    for (std::uint64_t i = next++; i < count && !failed; i = next++) {
      const auto written =
          write_plainly(dir / "photos" / (people[i].warrant_number + ".jpg"), shelf.portrait(people[i].look));
      if (!written && !failed.exchange(true)) {
        const std::lock_guard hold(guard);
        error = written.error();
      }
      ++done;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1U, std::thread::hardware_concurrency()); ++t) threads.emplace_back(work);
  while (done < count && !failed) {
    progress({"portraits drawn", done, count});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  for (std::thread& thread : threads) thread.join();
  if (error) return fail(std::move(*error));
  progress({"portraits drawn", count, count});
  return {};
}

}  // namespace tipstaff::card
