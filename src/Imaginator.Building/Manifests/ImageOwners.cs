using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Building.Manifests;

/// <summary>Owners of images: groups and users.</summary>
internal static class ImageOwners
{
    /// <summary>Reads owners; null for none.</summary>
    public static (ImmutableArray<string> Groups, ImmutableArray<string> Users) Read(JsonFields? fields)
    {
        if (fields is null)
        {
            return ([], []);
        }

        var owners = (fields.Texts("Groups") ?? [], fields.Texts("Users") ?? []);
        fields.WarnOfMisspelt();
        return owners;
    }
}
