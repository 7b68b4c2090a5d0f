global using Navarch.Api;
global using Navarch.ApiServer.Authentication;
global using Navarch.Client;
global using Navarch.Storage;
