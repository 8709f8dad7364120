using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc;

namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>Turns what the protocol and the server say into errors for people, with their reasons.</summary>
internal static class ServerErrors
{
    private static readonly (string Part, ImageStoreError Reason)[] Texts =
    [
        ("no space left", ImageStoreError.Full),
        ("insufficient space", ImageStoreError.Full),
        ("image already exists", ImageStoreError.ImageExists),
        ("cannot add previously deleted image", ImageStoreError.ImageExists),
        ("not available", ImageStoreError.UnknownObject),
        ("unknown object", ImageStoreError.UnknownObject),
        ("image not found", ImageStoreError.UnknownImage),
        ("image does not exist", ImageStoreError.UnknownImage),
        ("unknown directory", ImageStoreError.UnknownDirectory),
        ("no metadata for", ImageStoreError.UnknownDirectory),
        ("no such file or directory", ImageStoreError.UnknownDirectory),
        ("replication control", ImageStoreError.Busy),
        ("no access", ImageStoreError.AccessDenied),
        ("not permitted", ImageStoreError.AccessDenied),
        ("permission denied", ImageStoreError.AccessDenied),
        ("hash mismatch", ImageStoreError.Corrupt),
    ];

    /// <summary>The error for a call that failed.</summary>
    /// <param name="address">The server.</param>
    /// <param name="what">What was to be done, for instance <c>add image "x"</c>.</param>
    /// <param name="exception">The failure.</param>
    public static ImageStoreException Translate(string address, string what, SrpcException exception)
    {
        var (reason, cure) = exception.Reason switch
        {
            SrpcError.MissingCertificate or SrpcError.BadCertificate => (
                ImageStoreError.AccessDenied,
                " Configure a certificate (certFile and keyFile, or certDirectory) that the server's authority has issued."),
            SrpcError.AccessDenied => (
                ImageStoreError.AccessDenied, " Use a certificate that permits this method."),
            SrpcError.Failed or SrpcError.Refused => (Classify(exception.Message), ""),
            _ => (ImageStoreError.Unreachable, ""),
        };
        return new ImageStoreException(
            reason, $"Image server {address}: cannot {what}: {exception.Message}{cure}", exception);
    }

    /// <summary>The error for a text that the server put into its reply.</summary>
    public static ImageStoreException FromReply(string address, string what, string text) =>
        new(Classify(text), $"Image server {address}: cannot {what}: {text}");

    private static ImageStoreError Classify(string text)
    {
        foreach (var (part, reason) in Texts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return reason;
            }
        }

        return ImageStoreError.BadRequest;
    }
}
