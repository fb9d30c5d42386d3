// Whose a host is, by third-party-web's list of companies (npm, MIT), and which of them record what visitors do. Part
// of lists.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace tipstaff::site {

struct Entity {
  std::string company;  // “Clarity (Microsoft)”
  std::string kind;     // as Recipient::kind
};

class Entities {
 public:
  Entities() = default;  // none
  // entities.json of the package. Errors: kInvalid.
  static Result<Entities> read(std::string_view json);

  // By the host itself, else its nearest parent that the list takes with all below it; nullptr: not known.
  const Entity* of(std::string_view host) const;
  std::size_t size() const { return entities_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using ByName = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  std::vector<Entity> entities_;
  ByName exact_, below_;
};

// The service that records what visitors of a page do and plays it back, of which `host` is; empty: none that is known
// here. These are named as recorders whatever a list calls them.
std::string_view session_recorder(std::string_view host);

// What the build found in lists/node_modules; empty without npm.
struct BuiltInEntities {
  std::string_view json, licence;
  std::string_view date;  // of the package's publication, YYYY-MM-DD
};
BuiltInEntities built_in_entities();

}  // namespace tipstaff::site
