using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Plugins.S3.Reporting;

/// <summary>Creates exceptions with remedies. The store is the name of its bucket and prefix.</summary>
internal static class StoreErrors
{
    private const string Repair = "run \"builder-tool fsck-store -repair\", then rebuild the images that it reports";

    public static ImageStoreException UnknownImage(string store, string name) =>
        new(ImageStoreError.UnknownImage, $"store {store}: unknown image \"{FileName.ToDisplay(name)}\"");

    public static ImageStoreException ImageExists(string store, string name) =>
        new(ImageStoreError.ImageExists, $"store {store}: cannot add image \"{FileName.ToDisplay(name)}\": the name is or was in use; use another name");

    public static ImageStoreException BadRequest(string store, string action, string fault) =>
        new(ImageStoreError.BadRequest, $"store {store}: {action}: {fault}");

    public static ImageStoreException MissingObject(string store, ObjectHash hash) =>
        new(ImageStoreError.UnknownObject, $"store {store}: object {hash} is missing; {Repair}");

    public static ImageStoreException CorruptObject(string store, ObjectHash hash, string location) =>
        new(ImageStoreError.Corrupt, $"store {store}: object {hash} is corrupt: {location} has other contents; {Repair}");

    public static ImageStoreException CorruptRecord(string store, string key, string fault, Exception? exception = null) =>
        new(ImageStoreError.Corrupt, $"store {store}: {key} is corrupt: {fault}; restore it from a copy of the bucket, or {Repair}", exception);

    public static ImageStoreException Unreachable(string store, string action, string cause, Exception? exception = null) =>
        new(ImageStoreError.Unreachable, $"store {store}: {action}: {cause.TrimEnd('.')}; check the server and the network, and try again", exception);

    /// <summary>Another process changes the same data; the caller can try again.</summary>
    public static ImageStoreException Busy(string store, string action, string cause) =>
        new(ImageStoreError.Busy, $"store {store}: {action}: {cause}; try again");

    /// <summary>The contents of an upload do not have the hash, or end early.</summary>
    public static ImageStoreException BadContents(string store, ObjectHash hash, string fault, Exception? exception = null) =>
        new(ImageStoreError.BadRequest, $"store {store}: cannot add object {hash}: {fault}", exception);

    /// <summary>A temporary file of this machine cannot be written.</summary>
    public static ImageStoreException LocalFile(string store, string path, Exception exception) =>
        new(ImageStoreError.Full,
            $"store {store}: cannot write the temporary file {path}: {exception.Message.TrimEnd('.')}; free disk space, or set cacheDirectory to a directory with more", exception);

    public static ImageStoreException LimitExceeded(string store, string things, long limit) =>
        new(ImageStoreError.Corrupt, $"store {store}: the bucket has more than {limit} {things}; use another prefix, or remove the foreign objects");

    public static ImageStoreException NoConditionalWrites(string store, string test) =>
        new(ImageStoreError.Unreachable,
            $"store {store}: the server ignores the condition {test} of a write, without which two programs damage the store; use a server with conditional writes, such as Amazon S3, Ceph or MinIO");
}
