using System.Collections.Immutable;
using System.Numerics;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Tests.Vectors.Generic;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>Which of our types each value of a vector is to be read as.</summary>
internal static class VectorTypes
{
    private static readonly Dictionary<string, Type> BySpelling = new()
    {
        ["image.Image"] = typeof(DominatorImage),
        ["image.Directory"] = typeof(ImageDirectory),
        ["imageserver.Object"] = typeof(UnreferencedObject),
        ["bool"] = typeof(bool),
        ["int"] = typeof(long),
        ["uint64"] = typeof(ulong),
        ["float32"] = typeof(float),
        ["float64"] = typeof(double),
        ["string"] = typeof(string),
        ["[]uint8"] = typeof(ReadOnlyMemory<byte>),
        ["time.Time"] = typeof(GobTime),
        ["[3]int"] = typeof(ThreeInts),
        ["[5]uint8"] = typeof(FiveBytes),
        ["*main.Point"] = typeof(Point),
        ["[]main.Point"] = typeof(ImmutableArray<Point>),
        ["[]interface {}"] = typeof(ImmutableArray<object?>),
        ["RSlice"] = typeof(RSlice),
        ["RMap"] = typeof(RMap),
    };

    private static readonly Dictionary<string, Type[]> OfMixedStreams = new()
    {
        ["generic/complex-stream"] = [typeof(Complex), typeof(Complex), typeof(Complex)],
        ["generic/containers-top-stream"] =
        [
            typeof(IReadOnlyDictionary<string, long>), typeof(IReadOnlyDictionary<string, long>),
            typeof(ImmutableArray<string>), typeof(ImmutableArray<long>), typeof(ImmutableArray<string>),
        ],
        ["generic/mixed-stream"] =
        [
            typeof(long), typeof(string), typeof(Point), typeof(double), typeof(Point), typeof(ReadOnlyMemory<byte>),
            typeof(Point), typeof(bool),
        ],
        ["generic/customs-embedding-zero-stream"] = [typeof(Customs), typeof(Embedding)],
        ["generic/evolve-newer-sender"] = [typeof(V1)],
        ["generic/evolve-older-sender"] = [typeof(V2)],
    };

    public static GobCatalog CatalogOf(Vector vector) =>
        vector.Name.StartsWith("generic/", StringComparison.Ordinal) ? GenericCatalog.Catalog : DominatorTypes.Catalog;

    public static IReadOnlyList<Type> Of(Vector vector) =>
        OfMixedStreams.TryGetValue(vector.Name, out var types)
            ? types
            : [.. Enumerable.Repeat(Find(vector), vector.ValueEnds.Count)];

    private static Type Find(Vector vector)
    {
        if (BySpelling.TryGetValue(vector.GoType, out var type))
        {
            return type;
        }

        var name = vector.GoType[(vector.GoType.LastIndexOf('.') + 1)..];
        return typeof(DominatorTypes).Assembly.GetTypes().Concat(typeof(VectorTypes).Assembly.GetTypes())
            .Single(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && candidate.Namespace!.Split('.')[^2] is "Messages" or "Vectors");
    }
}
