using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Tests.Vectors.Generic;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>The names that the vectors show for the contents of interface values.</summary>
internal static class RegisteredNames
{
    private static readonly (Type Type, string[] Names)[] Known =
    [
        (typeof(Square), ["main.Square"]),
        (typeof(Circle), ["*main.Circle"]),
        (typeof(Group), ["*main.Group"]),
        (typeof(MyInt), ["main.MyInt"]),
        (typeof(Point), ["main.Point"]),
        (typeof(GobTime), ["time.Time"]),
        (typeof(long), ["int"]),
        (typeof(string), ["string"]),
        (typeof(bool), ["bool"]),
        (typeof(double), ["float64"]),
        (typeof(byte), ["uint8"]),
        (typeof(ReadOnlyMemory<byte>), ["[]uint8"]),
        (typeof(ImmutableArray<long>), ["[]int"]),
        (typeof(ImmutableArray<string>), ["[]string"]),
        (typeof(IReadOnlyDictionary<string, long>), ["map[string]int"]),
        (typeof(RegularInode), ["*filesystem.RegularInode"]),
        (typeof(ComputedRegularInode), ["*filesystem.ComputedRegularInode"]),
        (typeof(SymlinkInode), ["*filesystem.SymlinkInode"]),
        (typeof(SpecialInode), ["*filesystem.SpecialInode"]),
        (typeof(DirectoryInode), ["*filesystem.DirectoryInode"]),
    ];

    public static string[] Of(Type type) => Known.First(item => item.Type.IsAssignableFrom(type)).Names;
}
