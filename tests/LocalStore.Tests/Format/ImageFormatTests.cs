using System.Collections.Immutable;
using CsCheck;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Format;

public sealed class ImageFormatTests
{
    [Fact]
    public void Keeps_EverythingOfAnImage() =>
        TreeAssert.EqualWithoutTree(Samples.RichImage(), ImageSerializer.ReadMetadata(ImageSerializer.WriteMetadata(Samples.RichImage())));

    [Fact]
    public void TellsAbsentFromEmpty()
    {
        var sparse = ImageSerializer.ReadMetadata(ImageSerializer.WriteMetadata(new Image()));
        var empty = ImageSerializer.ReadMetadata(ImageSerializer.WriteMetadata(new Image { Filter = new Filter([]), Triggers = [] }));
        Assert.Null(sparse.Filter);
        Assert.Null(sparse.Triggers);
        Assert.Equal(new Filter([]), empty.Filter);
        Assert.Equal(ImmutableArray<Trigger>.Empty, empty.Triggers);
    }

    [Fact]
    public void Keeps_AnyPackagesAndTags() =>
        Gen.Select(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric, Gen.ULong).Array[0, 50].Sample(values =>
        {
            var image = new Image
            {
                Packages = [.. values.Select(value => new Package(value.Item1, value.Item2, value.Item3))],
                Tags = values.DistinctBy(value => value.Item1)
                    .ToImmutableSortedDictionary(value => value.Item1, value => value.Item2, StringComparer.Ordinal),
            };
            TreeAssert.EqualWithoutTree(image, ImageSerializer.ReadMetadata(ImageSerializer.WriteMetadata(image)));
        });

    [Fact]
    public void Refuses_ImagesThatEndEarlyOrLate()
    {
        var bytes = ImageSerializer.WriteMetadata(Samples.RichImage());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ImageFormatException>(() => ImageSerializer.ReadMetadata(bytes[..length]));
        }

        Assert.Throws<ImageFormatException>(() => ImageSerializer.ReadMetadata([.. bytes, 0]));
    }

    [Fact]
    public void Refuses_OrReads_WhateverIsInTheBytes() =>
        Gen.Byte.Array[0, 300].Sample(garbage =>
        {
            try
            {
                ImageSerializer.ReadMetadata([1, .. garbage]);
            }
            catch (ImageFormatException)
            {
                // One of the two answers that are allowed.
            }
        });
}
