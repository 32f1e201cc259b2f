# Debian's gst-rtsp-server: serves clips on the loopback, open, with a digest password, and over TLS. Arguments:
# FOLDER of clips (*.mp4, with h265 in the name of those that are), PORT open, PORT with a password, PORT of TLS, PEM file
# of certificate and key. Says `up` when it serves.
import os
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer

USER, PASSWORD, ROLE = "admin", "se:cret ü", "viewer"


def factory_of(folder, name, guarded):
    codec = "h265" if "h265" in name else "h264"
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f"( filesrc location={os.path.join(folder, name)} ! qtdemux ! {codec}parse"
        f" ! rtp{codec}pay name=pay0 pt=96 config-interval=-1 )"
    )
    if guarded:
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role(ROLE, "media.factory.access", True)
        permissions.add_permission_for_role(ROLE, "media.factory.construct", True)
        factory.set_permissions(permissions)
    return factory


def serve(folder, port, guarded=False, certificate=None):
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(port))
    if guarded:
        auth = GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", ROLE)
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(USER, PASSWORD, token)
        server.set_auth(auth)
    if certificate:
        auth = GstRtspServer.RTSPAuth()
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(certificate))
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", ROLE)
        auth.set_default_token(token)
        server.set_auth(auth)
    mounts = server.get_mount_points()
    for name in sorted(os.listdir(folder)):
        if name.endswith(".mp4"):
            mounts.add_factory("/" + name[:-4], factory_of(folder, name, guarded or certificate))
    if server.attach(None) == 0:
        sys.exit(f"port {port} cannot be had")
    return server


Gst.init(None)
clips, open_port, guarded_port, tls_port, pem = sys.argv[1:6]
servers = [
    serve(clips, open_port),
    serve(clips, guarded_port, guarded=True),
    serve(clips, tls_port, certificate=pem),
]
print("up", flush=True)
GLib.MainLoop().run()
