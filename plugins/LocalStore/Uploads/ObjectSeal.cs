using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Makes objects of linked files: from here on they are root's and nobody may write to them, under whichever name. The tree
/// that they were linked from is of no use any more.
/// </summary>
internal static class ObjectSeal
{
    /// <summary>Seals all linked objects of an upload, before its contents are flushed to the disk.</summary>
    public static void Apply(DirectoryHandle incoming, UploadedObjects objects) =>
        Parallel.ForEach(objects.In(ObjectState.Linked), added =>
        {
            var name = added.Key.ToString();

            // Most are root's, and a look is cheaper than a change. The owner first: changing it takes capabilities away.
            if (incoming.TryGetStatus(name) is not { Uid: 0, Gid: 0 })
            {
                incoming.SetOwner(name, 0, 0);
            }

            incoming.SetFileMode(name, ObjectDirectory.Permissions);
            objects.Set(added.Key, added.Value with { State = ObjectState.Written });
        });
}
