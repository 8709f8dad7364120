namespace Imaginator.PackageCache.Storage;

/// <summary>
/// The disk space of all files that are being fetched. A command has only a share of it: an origin that announces long files and does not
/// send them leaves space to other commands. Thread-safe.
/// </summary>
/// <param name="maximumBytes">The space of all commands.</param>
/// <param name="maximumOfCommand">The space of one command.</param>
internal sealed class IncomingSpace(long maximumBytes, long maximumOfCommand)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, long> _byCommand = [];
    private long _taken;

    /// <summary>Reserves space for a file; false if too little is left.</summary>
    public bool TryTake(Guid command, long bytes)
    {
        lock (_lock)
        {
            var ofCommand = _byCommand.GetValueOrDefault(command);
            if (bytes > maximumBytes - _taken || bytes > maximumOfCommand - ofCommand)
            {
                return false;
            }

            _taken += bytes;
            _byCommand[command] = ofCommand + bytes;
            return true;
        }
    }

    /// <summary>Gives space back.</summary>
    public void Return(Guid command, long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
            var left = _byCommand.GetValueOrDefault(command) - bytes;
            if (left > 0)
            {
                _byCommand[command] = left;
            }
            else
            {
                _byCommand.Remove(command);
            }
        }
    }
}
