using System.Reflection;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Tests.Gob;

/// <summary>Encodes and decodes values whose types are known at run time only.</summary>
internal static class GobRoundTrip
{
    public static Task<object?> ReadAsync(GobDecoder decoder, GobCatalog catalog, Type type) =>
        (Task<object?>)Call(nameof(ReadTypedAsync), type, decoder, catalog);

    public static async Task<byte[]> EncodeAsync(GobCatalog catalog, params (Type Type, object? Value)[] values)
    {
        using var stream = new MemoryStream();
        var output = new OutputBuffer(stream);
        using var encoder = new GobEncoder(output);
        foreach (var (type, value) in values)
        {
            await (Task)Call(nameof(WriteTypedAsync), type, encoder, catalog, value);
        }

        await output.FlushAsync(TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    public static Task<byte[]> EncodeOneAsync<T>(GobCatalog catalog, T value) =>
        EncodeAsync(catalog, (typeof(T), value));

    public static async Task<T> DecodeAsync<T>(GobCatalog catalog, byte[] bytes, GobLimits? limits = null)
    {
        using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), limits ?? GobLimits.Default);
        return await decoder.ReadAsync(catalog.Get<T>(), TestContext.Current.CancellationToken);
    }

    private static async Task<object?> ReadTypedAsync<T>(GobDecoder decoder, GobCatalog catalog) =>
        await decoder.ReadAsync(catalog.Get<T>(), TestContext.Current.CancellationToken);

    private static async Task WriteTypedAsync<T>(GobEncoder encoder, GobCatalog catalog, object? value) =>
        await encoder.WriteAsync(catalog.Get<T>(), (T)value!, TestContext.Current.CancellationToken);

    private static object Call(string method, Type type, params object?[] arguments) =>
        typeof(GobRoundTrip).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, arguments)!;
}
