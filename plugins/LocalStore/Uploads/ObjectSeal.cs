using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Converts linked files to objects: changes their owner to root and their mode to read-only, under all their names. The tree
/// that contains them cannot be used afterwards.
/// </summary>
internal static class ObjectSeal
{
    /// <summary>Seals all linked objects of an upload. Must precede the flush of its contents.</summary>
    public static void Apply(DirectoryHandle incoming, UploadedObjects objects) =>
        ParallelLoop.ForEach(objects.In(ObjectState.Linked), new ParallelOptions(), added =>
        {
            var name = added.Key.ToString();

            // Root owns most files, and reading the owner is cheaper than changing it. The owner comes before the mode, because a
            // change of the owner removes capabilities.
            if (incoming.TryGetStatus(name) is not { Uid: 0, Gid: 0 })
            {
                incoming.SetOwner(name, 0, 0);
            }

            incoming.SetFileMode(name, ObjectDirectory.Permissions);
            objects.Set(added.Key, added.Value with { State = ObjectState.Written });
        });
}
