namespace Imaginator.Hosting.Fetching;

/// <summary>The fetcher ended before it received the fetch: another can repeat it.</summary>
internal sealed class FetcherGoneException(Exception? innerException = null)
    : ImaginatorException("the fetcher ended before it received the fetch", innerException!);
