using Imaginator.Hosting.Flags;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Fetching;

/// <summary>The limits of fetchers.</summary>
internal sealed record FetcherOptions
{
    // The runtime itself requires half of it.
    private const long MinimumMemory = 256L << 20;

    // builder-tool can be installed without imaginator.
    private static readonly string[] ProgramNames = ["imaginator", "builder-tool"];

    /// <summary>The program that runs as a fetcher.</summary>
    public string ProgramPath { get; init; } = FindProgram();

    /// <summary>The memory of one fetcher in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>How long a fetcher waits for the next fetch before it ends.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many fetchers wait for the next fetch at the same time.</summary>
    public int MaximumIdle { get; init; } = 3;

    /// <summary>How long a cancelled fetch can take to end before its fetcher is killed.</summary>
    public TimeSpan CancellationTime { get; init; } = TimeSpan.FromSeconds(2);

    public static FetcherOptions From(FlagValues flags)
    {
        var memory = flags.Get(SharedFlags.FetchMemory);
        return memory >= MinimumMemory
            ? new FetcherOptions { MemoryBytes = memory }
            : throw new ImaginatorException(
                $"invalid value \"{ByteSize.Format(memory)}\" of -{SharedFlags.FetchMemory.Name}: must be at least "
                + ByteSize.Format(MinimumMemory));
    }

    private static string FindProgram()
    {
        var paths = ProgramNames.Select(name => Path.Combine(AppContext.BaseDirectory, name)).ToArray();
        return paths.FirstOrDefault(File.Exists) ?? paths[0];
    }
}
