// WebRTC (w3.org/TR/webrtc): what a page sends to others by it passes every point at which requests are held. So a
// script of ours stands before the page's own in each of its documents, frames too: it says when a connection is made
// and which servers are to help, and, where nothing is to leave, takes the servers and every address away, so that the
// connection reaches nobody. Part of browser.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "site/cdp.h"

namespace tipstaff::site {

// For a session of a page or frame, before it runs. `held`: connections reach nobody.
std::vector<CdpCommand> watch_peers(const std::string& session, bool held);
// What the message says of a connection, as a sentence; nothing when it says nothing of one.
std::optional<std::string> peer_told(const CdpMessage& message, bool held);

}  // namespace tipstaff::site
