using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>A failed setup or fetch.</summary>
/// <param name="Kind">The kind of the exception.</param>
/// <param name="Reason">The reason, for the kind <see cref="FetcherFailureKind.Fetch"/>.</param>
/// <param name="Message">The message of the exception.</param>
/// <param name="Stack">Where the exception came from, for developers; empty if it is unknown.</param>
internal sealed record FetcherFailure(FetcherFailureKind Kind, ManifestFetchError Reason, string Message, string Stack = "")
{
    private const int MaximumStackLength = 2000;

    // As JSON, a character takes up to six bytes.
    private const int MaximumMessageLength = 8192;

    // The messages of libgit2, the C library and the runtime for a failed allocation.
    private static readonly string[] MemoryMessages = ["out of memory", "Out of memory", "Cannot allocate memory"];

    public static FetcherFailure Of(Exception exception) => Describe(exception) with { Stack = StackOf(exception) };

    private static FetcherFailure Describe(Exception exception) => exception switch
    {
        _ when IsMemory(exception) => new(FetcherFailureKind.Memory, default, Shorten(exception.Message)),
        ManifestFetchException fetch => new(FetcherFailureKind.Fetch, fetch.Reason, Shorten(fetch.Message)),
        ImaginatorException => new(FetcherFailureKind.Error, default, Shorten(exception.Message)),
        OperationCanceledException => new(FetcherFailureKind.Cancelled, default, Shorten(exception.Message)),
        IOException or UnauthorizedAccessException => new(FetcherFailureKind.File, default, Shorten(exception.Message)),
        _ => new(FetcherFailureKind.Unexpected, default, Shorten($"{exception.GetType().Name}: {exception.Message}")),
    };

    private static bool IsMemory(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutOfMemoryException
                || MemoryMessages.Any(text => cause.Message.Contains(text, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shorten(string message) => Shorten(message, MaximumMessageLength);

    // The innermost exception is the cause.
    private static string StackOf(Exception exception) =>
        Shorten(exception.GetBaseException().StackTrace ?? "", MaximumStackLength);

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
