using System.Net;
using Amazon.Runtime;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Converts failures of the SDK and the network to exceptions of image stores.</summary>
internal static class BucketErrors
{
    private const int MaximumMessageLength = 300;

    /// <summary>True if <see cref="Translate"/> can convert the exception.</summary>
    public static bool IsEnvironmental(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException;

    /// <summary>True if the object does not exist. A missing bucket is another error.</summary>
    public static bool IsMissing(AmazonServiceException exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket" && exception.ErrorCode != "NoSuchUpload";

    /// <summary>True if the condition of a write is not met, or another write of the object has the same condition.</summary>
    public static bool IsConflict(AmazonServiceException exception) =>
        exception.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    /// <summary>Converts an exception. The action is a clause such as <c>cannot read packs/ID</c>.</summary>
    public static ImageStoreException Translate(Exception exception, string store, string action)
    {
        var (reason, cure) = ReasonOf(exception);
        return new ImageStoreException(reason, $"store {store}: {action}: {Describe(exception)}; {cure}", exception);
    }

    /// <summary>A request without an answer in time.</summary>
    public static ImageStoreException TimedOut(string store, string action, TimeSpan timeout) => new(
        ImageStoreError.Unreachable,
        FormattableString.Invariant(
            $"store {store}: {action}: no answer within {timeout.TotalSeconds} s; check the server and the network, or increase requestTimeout"));

    private static (ImageStoreError Reason, string Cure) ReasonOf(Exception exception)
    {
        if (exception is not AmazonServiceException { StatusCode: not 0 } service)
        {
            // Without an answer: the network, or no credentials.
            return exception is AmazonClientException
                ? (ImageStoreError.AccessDenied, "check the credentials: credentialsFile of the plugin S3, the environment, or the role of the machine")
                : (ImageStoreError.Unreachable, "check the endpoint and the network, and try again");
        }

        return service.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => (
                ImageStoreError.AccessDenied, "check the credentials and the policy of the bucket, and the clock of this machine"),
            HttpStatusCode.NotFound => (ImageStoreError.Unreachable, "check the bucket in the URL, and create it if it does not exist"),
            HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => (
                ImageStoreError.BadUrl, "the bucket is in another region or at another endpoint; correct the URL"),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => (ImageStoreError.Busy, "the server is overloaded; try again"),
            HttpStatusCode.InsufficientStorage => (ImageStoreError.Full, "free space on the server, or delete images"),
            _ when service.ErrorCode is "QuotaExceeded" or "XMinioStorageFull" => (
                ImageStoreError.Full, "free space on the server, or delete images"),
            >= HttpStatusCode.InternalServerError => (ImageStoreError.Unreachable, "check the server, and try again"),
            _ => (ImageStoreError.BadRequest, "check the server: it does not support the request"),
        };
    }

    // Texts of servers are untrusted and can be long. The SDK does not repeat secrets in them.
    private static string Describe(Exception exception)
    {
        var cause = exception is AmazonServiceException { StatusCode: 0, InnerException: { } inner } ? inner : exception;
        var text = new string([.. cause.Message.Take(MaximumMessageLength).Select(c => char.IsControl(c) ? ' ' : c)]).Trim().TrimEnd('.');
        return exception is AmazonServiceException { StatusCode: not 0 } service
            ? FormattableString.Invariant($"the server answers {(int)service.StatusCode} {service.ErrorCode}: {text}")
            : text;
    }
}
