using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Plugins;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Fetching;

/// <summary>A plugin whose fetches run in fetchers, and the directories of one test.</summary>
internal sealed partial class FetchSite : ILoggerFactory, IBuildLog, IAsyncDisposable
{
    /// <summary>The branch that is fetched.</summary>
    public const string Branch = "master";

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _output = new();
    private readonly PluginSet _plugins;
    private int _targets;

    /// <summary>Loads the plugin.</summary>
    /// <param name="isOpen">Whether other users can reach the directories.</param>
    public FetchSite(
        long memory = 512 << 20,
        TimeProvider? time = null,
        bool isOpen = true,
        string plugin = "WildPlugin",
        params (string Name, string Value)[] settings)
    {
        if (isOpen)
        {
            File.SetUnixFileMode(_directory.FullName, File.GetUnixFileMode(_directory.FullName) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        Copy(Built(plugin), _directory.PathOf("plugins", plugin));

        Pool = new FetcherPool(
            new FetcherOptions { ProgramPath = Built("Program"), MemoryBytes = memory, CancellationTime = TimeSpan.FromSeconds(1) },
            this,
            time ?? TimeProvider.System);
        _plugins = PluginSetLoader.Load(
            new PluginSearchPath([], [_directory.PathOf("plugins")]),
            new PluginSettings
            {
                Shared = ImmutableDictionary<string, string?>.Empty.Add("Setting", "seen")
                    .AddRange(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))),
            },
            this,
            TimeProvider.System,
            Pool);
        Assert.Empty(_plugins.Failed);
    }

    public FetcherPool Pool { get; }

    public RecordingLogger Log { get; } = new();

    /// <summary>The categories of the log.</summary>
    public ConcurrentQueue<string> Categories { get; } = new();

    public string CacheDirectory => _directory.PathOf("cache");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The processes that fetched, in the order of the fetches.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            lock (_output)
            {
                return [.. ProcessLine().Matches(_output.ToString())
                    .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
            }
        }
    }

    public long OutputLength { get; private set; }

    /// <summary>Fetches, and returns the target directory and the revision.</summary>
    public async Task<(string Directory, ManifestRevision Revision)> FetchAsync(string url, CancellationToken? cancellationToken = null)
    {
        var target = Directory.CreateDirectory(_directory.PathOf("private", $"target-{Interlocked.Increment(ref _targets)}")).FullName;
        File.SetUnixFileMode(_directory.PathOf("private"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var request = new ManifestRequest
        {
            Url = url,
            DisplayUrl = "$URL",
            GitBranch = Branch,
            TargetDirectory = target,
            CacheDirectory = CacheDirectory,
        };
        return (target, await _plugins.ManifestSourceOf(url).FetchAsync(request, this, cancellationToken ?? Cancel));
    }

    /// <summary>Fetches, and returns the error.</summary>
    public async Task<ManifestFetchException> FailAsync(string url) =>
        await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url));

    public static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    void IBuildLog.Write(ReadOnlySpan<byte> output)
    {
        lock (_output)
        {
            OutputLength += output.Length;
            if (_output.Length < 10_000)
            {
                _output.Append(Encoding.UTF8.GetString(output));
            }
        }
    }

    public ILogger CreateLogger(string categoryName)
    {
        Categories.Enqueue(categoryName);
        return Log;
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // The plugins own nothing of it.
    }

    public async ValueTask DisposeAsync()
    {
        await _plugins.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>The program, or the directory of a plugin, as they were built.</summary>
    public static string Built(string name) => Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    /// <summary>Copies a directory.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [GeneratedRegex(@"^process (\d+)$", RegexOptions.Multiline)]
    private static partial Regex ProcessLine();
}
