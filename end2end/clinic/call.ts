// What a browser knows about its call: the pictures on screen and the figures of WebRTC itself.
import { type BrowserContext, expect, type Page } from "@playwright/test";

export type CallState = "waiting" | "connecting" | "connected" | "reconnecting" | "left";
export type Route = "direct" | "relayed";

const CONNECT_MILLIS_MAX = 20_000;
const FLOW_MILLIS_MAX = 15_000;
const FRAMES_MIN = 5;
const AUDIO_BYTES_MIN = 500;

declare global {
  interface Window {
    peers: RTCPeerConnection[];
  }
}

/** Keeps every peer connection of a page in `window.peers`, where the figures are read from. */
export async function rememberPeers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const Native = window.RTCPeerConnection;
    window.peers = [];
    window.RTCPeerConnection = class extends Native {
      constructor(settings?: RTCConfiguration) {
        super(settings);
        window.peers.push(this);
      }
    };
  });
}

export function stage(page: Page) {
  return page.locator("[data-call-state]");
}

export function remotePicture(page: Page) {
  return page.locator('video[data-video="remote"]');
}

export function ownPicture(page: Page) {
  return page.locator('video[data-video="own"]');
}

export async function expectState(page: Page, state: CallState): Promise<void> {
  await expect(stage(page)).toHaveAttribute("data-call-state", state, { timeout: CONNECT_MILLIS_MAX });
}

export async function expectRoute(page: Page, route: Route): Promise<void> {
  await expect(stage(page)).toHaveAttribute("data-route", route, { timeout: CONNECT_MILLIS_MAX });
  // The page's word is checked against WebRTC's own: the pair in use has, or has not, a relayed candidate at one end.
  const kinds = await page.evaluate(async () => {
    const stats = new Map<string, any>(await window.peers.at(-1)!.getStats() as any);
    const transport = [...stats.values()].find((one) => one.type === "transport" && one.selectedCandidatePairId);
    const pair = stats.get(transport.selectedCandidatePairId);
    return [stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType];
  });
  expect(kinds.includes("relay"), `candidates in use: ${kinds}`).toBe(route === "relayed");
}

interface Media {
  width: number;
  currentTime: number;
  frames: number;
  videoBytes: number;
  audioBytes: number;
  audioSamples: number;
}

/** What has arrived from the other person so far. */
export async function received(page: Page): Promise<Media> {
  return page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>('video[data-video="remote"]');
    const media = {
      width: video?.videoWidth ?? 0,
      currentTime: video?.currentTime ?? 0,
      frames: 0,
      videoBytes: 0,
      audioBytes: 0,
      audioSamples: 0,
    };
    const peer = window.peers.at(-1);
    if (!peer) return media;
    (await peer.getStats()).forEach((one) => {
      if (one.type !== "inbound-rtp") return;
      if (one.kind === "video") {
        media.frames += one.framesDecoded ?? 0;
        media.videoBytes += one.bytesReceived ?? 0;
      } else {
        media.audioBytes += one.bytesReceived ?? 0;
        media.audioSamples += one.totalSamplesReceived ?? 0;
      }
    });
    return media;
  });
}

/** From now on new frames are decoded, the picture moves and sound arrives. */
export async function expectMediaToFlow(page: Page): Promise<void> {
  const before = await received(page);
  await expect
    .poll(
      async () => {
        const now = await received(page);
        return {
          picture: now.width > 0,
          moves: now.currentTime > before.currentTime,
          frames: now.frames >= before.frames + FRAMES_MIN && now.videoBytes > before.videoBytes,
          sound: now.audioBytes >= before.audioBytes + AUDIO_BYTES_MIN && now.audioSamples > before.audioSamples,
        };
      },
      { timeout: FLOW_MILLIS_MAX, message: "media from the other person" },
    )
    .toEqual({ picture: true, moves: true, frames: true, sound: true });
}

/** The name that ICE goes by at the moment: a new one means that the two have negotiated anew. */
export function iceName(page: Page): Promise<string | undefined> {
  return page.evaluate(() => /a=ice-ufrag:(\S+)/.exec(window.peers.at(-1)?.remoteDescription?.sdp ?? "")?.[1]);
}

/** Asks the browser for a negotiation, as a change of network does. */
export function negotiateAgain(page: Page): Promise<void> {
  return page.evaluate(() => window.peers.at(-1)!.restartIce());
}
