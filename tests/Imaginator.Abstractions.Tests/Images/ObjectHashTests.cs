using System.Security.Cryptography;
using CsCheck;
using Imaginator.Images;

namespace Imaginator.Abstractions.Tests.Images;

public sealed class ObjectHashTests
{
    private static Gen<ObjectHash> Hashes => Gen.Byte.Array[ObjectHash.Length].Select(bytes => new ObjectHash(bytes));

    [Fact]
    public void RoundTrips_ThroughText() =>
        Hashes.Sample(hash => ObjectHash.TryParse(hash.ToString(), out var parsed) && parsed == hash);

    [Fact]
    public void IsSha512OfContents() =>
        Gen.Byte.Array[0, 300].Sample(contents =>
            ObjectHash.Compute(contents).AsSpan().SequenceEqual(SHA512.HashData(contents)));

    [Fact]
    public void Orders_AsItsTextIsOrdered() =>
        Gen.Select(Hashes, Hashes).Sample((a, b) =>
            Math.Sign(a.CompareTo(b)) == Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString())));

    [Fact]
    public void IsZero_OnlyWithoutAnySetBit()
    {
        Assert.True(default(ObjectHash).IsZero);
        var bytes = new byte[ObjectHash.Length];
        bytes[^1] = 1;
        Assert.False(new ObjectHash(bytes).IsZero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcd")]
    [InlineData("zz")]
    public void RefusesToParse_WhatIsNoHash(string text) => Assert.False(ObjectHash.TryParse(text, out _));

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void Refuses_BytesOfAnotherLength(int length) =>
        Assert.Throws<ArgumentException>(() => new ObjectHash(new byte[length]));
}
