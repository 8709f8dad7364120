namespace Imaginator.ImageStores.Maintenance;

/// <summary>The size of a store.</summary>
/// <param name="Images">How many images are listed.</param>
/// <param name="Objects">How many objects there are.</param>
/// <param name="Bytes">The size of all objects together, in bytes.</param>
public sealed record StoreSize(long Images, long Objects, long Bytes);
