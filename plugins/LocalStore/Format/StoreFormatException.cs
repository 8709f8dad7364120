using System.Diagnostics.CodeAnalysis;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>A record in the store, or to be stored, is invalid. The caller adds the location to the message.</summary>
internal sealed class StoreFormatException(string message) : Exception(message)
{
    [DoesNotReturn]
    public static void Throw(string message) => throw new StoreFormatException(message);

    [DoesNotReturn]
    public static T Throw<T>(string message) => throw new StoreFormatException(message);
}
