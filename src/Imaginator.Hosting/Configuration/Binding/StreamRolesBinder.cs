using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Reads <c>StreamRoles</c>: for each directory of streams, the users and groups with a role. Every fault is an error, because
/// permissions would differ from those that the administrator wrote.
/// </summary>
internal static class StreamRolesBinder
{
    public const string FieldName = "StreamRoles";

    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    private static readonly ImmutableArray<StreamRole> Roles = [StreamRole.View, StreamRole.Build, StreamRole.Manage];

    public static StreamRoles Bind(JsonCursor? table)
    {
        var grants = ImmutableArray.CreateBuilder<StreamRoleGrant>();
        foreach (var (key, entry) in table?.AsEntries() ?? [])
        {
            // The root has the name of the slash alone.
            var directory = Machine.ExpandIfAllKnown(key).TrimEnd('/');
            var cursor = entry with { Subject = $"roles of \"{key}\": " };
            if (key.Length == 0 || (directory.Length > 0 && !StreamName.IsValid(directory)))
            {
                cursor.Error("invalid name; write a directory of streams or a stream, such as base/debian, or / for all streams");
            }
            else if (cursor.AsRequiredFields() is { } fields)
            {
                grants.AddRange(Roles.Select(role => BindGrant(directory, role, fields)).OfType<StreamRoleGrant>());
                CheckNames(cursor);
            }
        }

        return grants.Count == 0 ? StreamRoles.None : new StreamRoles(grants.ToImmutable());
    }

    private static StreamRoleGrant? BindGrant(string directory, StreamRole role, JsonFields roles)
    {
        if (roles.Find(role.ToString())?.AsFields() is not { } fields)
        {
            return null;
        }

        var grant = new StreamRoleGrant(
            directory,
            role,
            (fields.Texts("Users") ?? []).ToImmutableHashSet(StringComparer.Ordinal),
            (fields.Texts("Groups") ?? []).ToImmutableHashSet(StringComparer.Ordinal));
        fields.WarnOfMisspelt();
        if (grant.Users.IsEmpty && grant.Groups.IsEmpty)
        {
            fields.Cursor.Warn("the role has no users; list Users or Groups");
        }

        return grant;
    }

    private static void CheckNames(JsonCursor cursor)
    {
        foreach (var member in (cursor.Node as JsonTable)?.Members ?? [])
        {
            if (!Roles.Any(role => role.ToString() == member.Name))
            {
                cursor.Member(member).Error($"unknown role \"{member.Name}\"; roles are {string.Join(", ", Roles)}");
            }
        }
    }
}
