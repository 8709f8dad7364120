using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;
using Imaginator.Quantities;

namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>The limits on the answers of one server, and the errors that name them.</summary>
internal sealed class FetchLimits(GitAddress address, GitSourceSettings settings)
{
    /// <summary>The maximum number of deltas between an object and one that is stored as a whole; git creates at most 50.</summary>
    public const int MaximumDeltaDepth = 512;

    // Names of references have about 50 characters. Many long names are an attack as well.
    private const int BytesPerReference = 512;

    // Lines about common commits and the boundary of the history.
    private const long MaximumNegotiationBytes = 64 << 20;

    public void CheckReferences(long count, long bytes)
    {
        if (count > settings.MaximumReferences)
        {
            throw TooLarge($"{Server} lists more than {settings.MaximumReferences} references", "maximumReferences");
        }

        if (bytes > (long)settings.MaximumReferences * BytesPerReference)
        {
            throw TooLarge(
                $"the list of references of {Server} exceeds {ByteSize.Describe((long)settings.MaximumReferences * BytesPerReference)}",
                "maximumReferences");
        }
    }

    public void CheckNegotiation(long bytes)
    {
        if (bytes > MaximumNegotiationBytes)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"cannot fetch {address}: {Server} sent more than {ByteSize.Describe(MaximumNegotiationBytes)} before the first object; "
                + "check the server");
        }
    }

    public void CheckObjectCount(long count)
    {
        if (FindExcess(count) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>The exception for a number of objects; null if it does not exceed the maximum.</summary>
    public ManifestFetchException? FindExcess(long objectCount) => objectCount > settings.MaximumObjects
        ? TooLarge($"{Server} sends {objectCount} objects, more than the maximum of {settings.MaximumObjects}", "maximumObjects")
        : null;

    public void CheckObjectSize(ulong size)
    {
        if (size > (ulong)settings.MaximumObjectBytes)
        {
            throw TooLarge(
                $"{Server} sends an object of more than {ByteSize.Describe(settings.MaximumObjectBytes)}",
                "maximumObjectBytes",
                " and -fetchMemory");
        }
    }

    public void CheckExpandedSize(long bytes)
    {
        if (bytes > settings.MaximumExpandedBytes)
        {
            throw TooLarge(
                $"the objects that {Server} sends exceed {ByteSize.Describe(settings.MaximumExpandedBytes)} when they are expanded",
                "maximumExpandedBytes");
        }
    }

    public void CheckDeltaDepth(int depth)
    {
        if (depth > MaximumDeltaDepth)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"cannot fetch {address}: {Server} sends an object with more than {MaximumDeltaDepth} deltas; repack the repository "
                + "on the server with: git repack -adf --depth=50");
        }
    }

    /// <summary>The exception for bytes that are not those of git.</summary>
    public ManifestFetchException Damaged(string fault) => new(
        ManifestFetchError.Unreachable, $"cannot fetch {address}: {Server} sends damaged data: {fault}; try again");

    private string Server => address.Host.Length == 0 ? "the repository" : address.Host;

    private ManifestFetchException TooLarge(string cause, string setting, string alsoIncrease = "") => new(
        ManifestFetchError.TooLarge,
        $"cannot fetch {address}: {cause}; keep manifests in a separate repository, or increase {setting} in the settings of plugin "
        + $"GitSource{alsoIncrease}");
}
