// The camera: picture after picture is looked through until there is a stamp in one. Nothing is kept or sent.
import { codesIn, drawn } from './picture.js'
import { kPrefix } from './stamp.js'

const kPause = 60  // milliseconds between two looks, so that the page stays quick
const kWidest = 1600

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

export class Camera {
  constructor(video) {
    this.video_ = video
    this.stream_ = null
  }

  // Errors: those of getUserMedia: NotAllowedError, NotFoundError.
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1440 } },
    })
    this.stream_ = stream
    this.video_.srcObject = stream
    await this.video_.play()
  }

  // The text of the first stamp that is seen; null when stopped before.
  async stamp() {
    const stream = this.stream_
    while (this.stream_ === stream && stream !== null) {
      const { videoWidth: width, videoHeight: height } = this.video_
      if (width > 0) {
        const scale = Math.min(1, kWidest / width)
        const codes = await codesIn(drawn(this.video_, Math.round(width * scale), Math.round(height * scale)))
        const stamp = codes.find((code) => code.startsWith(kPrefix))
        if (stamp !== undefined && this.stream_ === stream) return stamp
      }
      await pause(kPause)
    }
    return null
  }

  stop() {
    this.stream_?.getTracks().forEach((track) => track.stop())
    this.stream_ = null
    this.video_.srcObject = null
  }
}
