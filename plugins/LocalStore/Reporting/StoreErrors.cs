using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Reporting;

/// <summary>Converts failures of the disk and of SQLite to exceptions of image stores, with remedies.</summary>
internal static class StoreErrors
{
    private const string Repair = "run \"builder-tool fsck-store -repair\", then rebuild the images that it reports";

    private const string Recover =
        "nothing is removed from the store; restore the catalogue from a backup, or run \"builder-tool fsck-store -rebuildCatalogue\"";

    // The primary result codes of SQLite: https://www.sqlite.org/rescode.html.
    private const int SqlitePermission = 3;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteNoMemory = 7;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    // Extended result codes: for the shared memory on a full disk, and for a file that is shorter than expected.
    private const int SqliteSharedMemorySize = SqliteInputOutput | (19 << 8);
    private const int SqliteShortRead = SqliteInputOutput | (2 << 8);
    private const int PrimaryCode = 0xFF;

    /// <summary>True if <see cref="Translate"/> can convert the exception.</summary>
    public static bool IsEnvironmental(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or SqliteException;

    /// <summary>True if a change failed because the store is only read.</summary>
    public static bool IsReadOnly(Exception exception) => exception is SqliteException { SqliteErrorCode: SqliteReadOnly };

    /// <summary>True if SQLite found its file damaged.</summary>
    public static bool IsDamage(SqliteException exception) => ReasonOf(exception) == ImageStoreError.Corrupt;

    /// <summary>True if SQLite could not read its file, which is not necessarily damaged.</summary>
    public static bool IsFailedRead(SqliteException exception) => IsFailedRead(exception.SqliteExtendedErrorCode);

    /// <inheritdoc cref="IsFailedRead(SqliteException)"/>
    public static bool IsFailedRead(int extendedCode) =>
        (extendedCode & PrimaryCode) is SqliteInputOutput or SqliteNoMemory or SqliteCannotOpen
        && extendedCode is not (SqliteSharedMemorySize or SqliteShortRead);

    /// <summary>True if something is missing or damaged; false if it could not be read, and can be sound.</summary>
    public static bool IsLoss(ImageStoreException exception) =>
        exception.Reason is ImageStoreError.Corrupt or ImageStoreError.UnknownObject;

    /// <summary>
    /// Converts an exception for which <see cref="IsEnvironmental"/> is true. The action is a clause such as <c>cannot add object
    /// …</c>.
    /// </summary>
    public static ImageStoreException Translate(Exception exception, string action, string storePath)
    {
        var reason = ReasonOf(exception);
        var cure = reason switch
        {
            ImageStoreError.Full when action.StartsWith("cannot delete", StringComparison.Ordinal)
                || action.StartsWith("cannot collect", StringComparison.Ordinal) => "the disk is full; free disk space, and try again",
            ImageStoreError.Full => "the disk is full; free disk space or delete images, and try again",
            ImageStoreError.AccessDenied => "access is denied or the file system is read-only; run as root, or use another store",
            ImageStoreError.Busy => "another process has locked the catalogue; try again",
            ImageStoreError.Corrupt => $"the catalogue is damaged; {Recover}",
            _ => "check the disk and the directory",
        };
        return new ImageStoreException(
            reason, $"store {storePath}: {action}: {exception.Message.TrimEnd('.')}; {cure}", exception);
    }

    /// <summary>A file that cannot be read, and is not known to be damaged. The thing contains its path.</summary>
    public static ImageStoreException Unreadable(string thing, Exception exception)
    {
        var reason = ReasonOf(exception);
        var cure = reason == ImageStoreError.AccessDenied
            ? "access is denied; run as root"
            : $"check the disk, and try again; if the disk has lost the file, remove it, and {Repair}";
        return new ImageStoreException(reason, $"cannot read {thing}: {exception.Message.TrimEnd('.')}; {cure}", exception);
    }

    /// <summary>A catalogue that cannot be read, and is not known to be damaged. The fault is a clause.</summary>
    public static ImageStoreException UnreadableCatalogue(string path, string fault, Exception? exception = null) =>
        new(ImageStoreError.Unreachable,
            $"cannot read catalogue {path}: {fault.TrimEnd('.')}; check the disk, and try again; if the disk has lost the file, move it away, and run \"builder-tool fsck-store -rebuildCatalogue\"",
            exception);

    /// <summary>A lost or damaged catalogue. The fault is a clause.</summary>
    public static ImageStoreException DamagedCatalogue(string path, string fault) =>
        new(ImageStoreError.Corrupt, $"catalogue {path} is damaged: {fault}; {Recover}");

    public static ImageStoreException NewerCatalogue(string path, long version, int supported) =>
        new(ImageStoreError.Unreachable,
            $"cannot open catalogue {path}: its version is {version}, but this program supports version {supported}; upgrade the program");

    public static ImageStoreException MissingObjects(string storePath, string directory) =>
        new(ImageStoreError.Corrupt,
            $"store {storePath} is damaged: it has images, but no directory \"{directory}\"; mount or restore the directory, or, if it is lost, make an empty one and run \"builder-tool fsck-store -repair\"");

    public static ImageStoreException InUse(string storePath) =>
        new(ImageStoreError.Busy, $"store {storePath}: cannot replace the catalogue: another process uses the store; stop imaginator and all builds, and try again");

    public static ImageStoreException BeingRebuilt(string storePath) =>
        new(ImageStoreError.Busy, $"store {storePath}: another process rebuilds the catalogue; try again later");

    /// <summary>A full disk on which the store is only read.</summary>
    public static ImageStoreException DiskFull(string storePath, string action) =>
        new(ImageStoreError.Full,
            $"store {storePath}: {action}: the disk is full; free at least 1 MiB on its file system, and try again (a running daemon must be restarted)");

    public static ImageStoreException ReadOnly(string storePath, string action) =>
        new(ImageStoreError.AccessDenied,
            $"store {storePath}: {action}: the file system is read-only; mount it writable, or use another store");

    public static ImageStoreException UnknownImage(string storePath, string name) =>
        new(ImageStoreError.UnknownImage, $"store {storePath}: unknown image \"{FileName.ToDisplay(name)}\"");

    public static ImageStoreException UnknownDirectory(string storePath, string name) =>
        new(ImageStoreError.UnknownDirectory, $"store {storePath}: unknown directory \"{FileName.ToDisplay(name)}\"");

    public static ImageStoreException CorruptObject(ObjectHash hash, string path, string fault) =>
        new(ImageStoreError.Corrupt, $"object {hash} is corrupt: {path}: {fault}; {Repair}");

    public static ImageStoreException MissingObject(ObjectHash hash, string path) =>
        new(ImageStoreError.UnknownObject, $"object {hash} is missing: {path} does not exist; {Repair}");

    public static ImageStoreException CorruptImage(string storePath, string name, string fault) =>
        new(ImageStoreError.Corrupt, $"store {storePath}: image \"{name}\" is corrupt: {fault}; {Repair}");

    private static ImageStoreError ReasonOf(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteSharedMemorySize } => ImageStoreError.Full,
        SqliteException sqlite => ReasonOf(sqlite),
        LinuxException linux => ReasonOf(linux.Error),
        UnauthorizedAccessException => ImageStoreError.AccessDenied,

        // .NET stores the error number of its system calls here.
        _ => ReasonOf((Errno)exception.HResult),
    };

    private static ImageStoreError ReasonOf(Errno error) => error switch
    {
        Errno.EACCES or Errno.EPERM or Errno.EROFS => ImageStoreError.AccessDenied,
        _ when error.IsDiskFull() => ImageStoreError.Full,
        _ => ImageStoreError.Unreachable,
    };

    private static ImageStoreError ReasonOf(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SqliteBusy or SqliteLocked => ImageStoreError.Busy,
        SqliteFull => ImageStoreError.Full,
        SqliteCorrupt or SqliteNotADatabase => ImageStoreError.Corrupt,
        SqlitePermission or SqliteReadOnly or SqliteCannotOpen => ImageStoreError.AccessDenied,
        _ => ImageStoreError.Unreachable,
    };
}
