using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Fetching;

/// <summary>Counts the files that the cache keeps of one command. Thread-safe.</summary>
internal sealed class KeptFileQuota(CommandLimits limits)
{
    private readonly Lock _lock = new();
    private int _files;
    private int _indexes;

    /// <summary>Identifies the command.</summary>
    public Guid Command { get; } = Guid.NewGuid();

    /// <summary>Counts a file; false if there are too many.</summary>
    public bool TryTake(RepositoryFileKind kind)
    {
        lock (_lock)
        {
            if (_files >= limits.KeptFiles || (kind == RepositoryFileKind.Index && _indexes >= limits.KeptIndexes))
            {
                return false;
            }

            _files++;
            _indexes += kind == RepositoryFileKind.Index ? 1 : 0;
            return true;
        }
    }
}
