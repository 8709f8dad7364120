using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore;

/// <summary>Failures of the disk and of SQLite as the failures of an image server, with words on what to do.</summary>
internal static class StoreErrors
{
    private const string Repair = "run \"builder-tool fsck-store -repair\", then build the images that it names again";

    // The primary result codes of SQLite: https://www.sqlite.org/rescode.html.
    private const int SqlitePermission = 3;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    /// <summary>Whether <see cref="Translate"/> has words for an exception.</summary>
    public static bool IsEnvironmental(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or SqliteException;

    /// <summary>An exception of the environment as one of the image server.</summary>
    /// <param name="exception">One for which <see cref="IsEnvironmental"/> holds.</param>
    /// <param name="action">What was being done, for instance <c>cannot add object …</c>.</param>
    /// <param name="storePath">Where the store is.</param>
    public static ImageStoreException Translate(Exception exception, string action, string storePath)
    {
        var reason = exception switch
        {
            SqliteException sqlite => ReasonOf(sqlite),
            LinuxException linux => ReasonOf(linux.Error),
            UnauthorizedAccessException => ImageStoreError.AccessDenied,

            // Where .NET makes the system call, it keeps the error number here.
            _ => ReasonOf((Errno)exception.HResult),
        };
        var cure = reason switch
        {
            ImageStoreError.Full => "the disk is full: make space, or delete images, and try again",
            ImageStoreError.AccessDenied => "it belongs to somebody else or is read-only: run as root, or choose another store",
            ImageStoreError.Busy => "another process holds the catalogue: try again",
            ImageStoreError.Corrupt => "the catalogue is damaged: restore it from a backup, or start with a new store",
            _ => "check the disk and the directory",
        };
        return new ImageStoreException(
            reason, $"store {storePath}: {action}: {exception.Message.TrimEnd('.')}; {cure}", exception);
    }

    public static ImageStoreException UnknownImage(string storePath, string name) =>
        new(ImageStoreError.UnknownImage, $"store {storePath}: there is no image \"{FileName.ToDisplay(name)}\"");

    public static ImageStoreException UnknownDirectory(string storePath, string name) =>
        new(ImageStoreError.UnknownDirectory, $"store {storePath}: there is no directory \"{FileName.ToDisplay(name)}\"");

    public static ImageStoreException CorruptObject(ObjectHash hash, string path, string fault) =>
        new(ImageStoreError.Corrupt, $"object {hash} is corrupt: {path}: {fault}; {Repair}");

    public static ImageStoreException MissingObject(ObjectHash hash, string path) =>
        new(ImageStoreError.UnknownObject, $"object {hash} is missing: {path} does not exist; {Repair}");

    public static ImageStoreException CorruptImage(string storePath, string name, string fault) =>
        new(ImageStoreError.Corrupt, $"store {storePath}: image \"{name}\" is corrupt: {fault}; {Repair}");

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
