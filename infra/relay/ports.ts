// Ports of MediaMTX, all of them its own defaults, and of what stands before it on an edge.

export const RTSP_PORT = 8554
export const HLS_PORT = 8888
export const WEBRTC_PORT = 8889
/** Media of WebRTC, UDP: straight from the edge that the viewer was given. */
export const MEDIA_PORT = 8189
export const METRICS_PORT = 9998
/** HTTP/2 in clear from the load balancer, which has the certificate. */
export const EDGE_PORT = 8080
