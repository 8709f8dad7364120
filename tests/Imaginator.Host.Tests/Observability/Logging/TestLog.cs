using Imaginator.Host.Observability.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Observability.Logging;

/// <summary>A daemon log with a directory of its own.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _error = new();
    private readonly ILoggerFactory _factory;

    public TestLog(Func<LogSettings, LogSettings>? change = null, bool isJournal = false, string? root = null)
    {
        Root = root ?? _directory.FullName;
        LogDirectory = Path.Combine(Root, "log");
        var settings = new LogSettings
        {
            Directory = LogDirectory,
            Quota = 100 * 1024,
            MaximumFileSize = 10 * 1024,
            BufferLines = 10,
            AlsoToStandardError = false,
            DebugLevel = -1,
            Subseconds = false,
            Format = LogFormat.Text,
        };
        Log = DaemonLog.Open(change?.Invoke(settings) ?? settings, Time, _error, isJournal);
        _factory = LoggerFactory.Create(Log.AddTo);
    }

    public string Root { get; }

    public string LogDirectory { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 19, 30, 0, TimeSpan.Zero));

    public DaemonLog Log { get; }

    public string StandardError => _error.ToString();

    public string Latest => File.ReadAllText(Path.Combine(LogDirectory, DaemonLogFiles.Latest));

    public IReadOnlyList<FileInfo> Files =>
        [.. new DirectoryInfo(LogDirectory).EnumerateFiles("imaginator.*.log").OrderBy(file => file.Name, StringComparer.Ordinal)];

    public ILogger Logger(string category = "Imaginator.Host.Queue.BuildQueue") => _factory.CreateLogger(category);

    public void Dispose()
    {
        _factory.Dispose();
        Log.Dispose();
        _directory.Dispose();
    }
}
