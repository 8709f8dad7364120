namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>
/// The readable form of a catalogue on a read-only or full file system, on which SQLite cannot create its shared memory. Without a log
/// (<c>catalogue.db-wal</c>), the file itself is read as immutable; otherwise a temporary copy of both.
/// </summary>
internal sealed class CatalogueCopy : IDisposable
{
    private const string LogSuffix = "-wal";
    private const int Attempts = 100;

    private readonly string? _directory;

    private CatalogueCopy(string dataSource, string? directory)
    {
        DataSource = dataSource;
        _directory = directory;
    }

    /// <summary>The data source for a connection string.</summary>
    public string DataSource { get; }

    public bool IsWritable => _directory is not null;

    public static CatalogueCopy Of(string path)
    {
        var log = new FileInfo(path + LogSuffix);
        if (!log.Exists || log.Length == 0)
        {
            return new CatalogueCopy($"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?immutable=1", null);
        }

        var directory = ScratchDirectory.Create("imaginator-catalogue-", target =>
        {
            var copy = Path.Combine(target, Path.GetFileName(path));
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                // Another process or machine can write to the file system: both files must belong together.
                var before = TimesOf(path);
                File.Copy(log.FullName, copy + LogSuffix, overwrite: true);
                File.Copy(path, copy, overwrite: true);
                if (before == TimesOf(path))
                {
                    return;
                }
            }

            throw new IOException("another process changes it all the time; try again");
        });
        return new CatalogueCopy(Path.Combine(directory, Path.GetFileName(path)), directory);
    }

    public void Dispose()
    {
        if (_directory is not null && Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static (DateTime Catalogue, DateTime Log) TimesOf(string path) =>
        (File.GetLastWriteTimeUtc(path), File.GetLastWriteTimeUtc(path + LogSuffix));
}
